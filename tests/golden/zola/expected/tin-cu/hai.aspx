template: redirect.html
target: /tin-tuc/tin-hai/
canonical: https://cong.example.vn/tin-tuc/tin-hai/
